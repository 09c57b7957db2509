package dev.lintel.model;

import java.util.List;

/** A whole configuration. A {@code listen} section appears as a frontend and a backend of the same name. */
public record Config(
        GlobalSpec global,
        List<FrontendSpec> frontends,
        List<BackendSpec> backends,
        List<UserListSpec> userLists,
        List<HttpErrorsSpec> httpErrors) {}
