package dev.lintel.proxy;

/** How far an exchange has come; its letter is the second of the termination state (manual section 8.5). */
enum Stage {
    REQUEST('R'),
    QUEUE('Q'),
    CONNECT('C'),
    HEADERS('H'),
    DATA('D'),
    LAST('L'),
    TARPIT('T'),
    DONE('-');

    final char flag;

    Stage(char flag) {
        this.flag = flag;
    }
}
