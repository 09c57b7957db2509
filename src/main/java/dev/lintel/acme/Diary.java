package dev.lintel.acme;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the orders of one plan write down and ask for, handed on to whom it concerns. Its job's thread writes. */
final class Diary implements Journal {
    private final Plan plan;
    private final Workshop shop;
    private final Course course;
    private final Consumer<String> steps;
    private final Asking asking;

    Diary(Plan plan, Workshop shop, Course course, Consumer<String> steps) {
        this.plan = plan;
        this.shop = shop;
        this.course = course;
        this.steps = steps;
        this.asking = new Asking(plan, shop, this);
    }

    /** Whoever sets records, and is waited for. */
    Asking asking() {
        return asking;
    }

    @Override
    public void step(String what) {
        steps.accept(what);
    }

    @Override
    public void news(String sentence) {
        shop.news(plan, sentence);
    }

    @Override
    public void deploy(String words) {
        shop.event("acme deploy " + plan.name() + " " + words);
    }

    @Override
    public Progress.@Nullable Pending pending() {
        return course.pending();
    }

    @Override
    public void pending(Progress.@Nullable Pending order) throws StoreFault {
        course.save(course.now().with(order));
    }

    @Override
    public void ordering() throws OrderFault, StoreFault {
        course.counts(true);
    }

    @Override
    public void proving() throws OrderFault, StoreFault {
        course.counts(false);
    }

    @Override
    public void awaitReady(List<Question> questions, Instant deadline, Look look)
            throws OrderFault, StoreFault, InterruptedException {
        asking.await(questions, deadline, look);
    }
}
