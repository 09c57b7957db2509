package dev.lintel.compile;

import dev.lintel.rule.Captures;
import dev.lintel.rule.Condition;
import dev.lintel.rule.LogFormat;
import dev.lintel.rule.Routes;
import dev.lintel.rule.RuleSet;
import dev.lintel.rule.ServerRoutes;

/**
 * Everything that the rules and formats of one frontend or backend were compiled to.
 *
 * @param monitorFail {@code monitor fail}: never where there is none
 * @param routes of a frontend: the numbers are places in {@code Config.backends}
 * @param useServer of a backend, as is {@code persist}: {@code force-persist} and {@code ignore-persist}
 * @param logFormat null where the default format applies; likewise the other formats where they are not set
 */
public record CompiledRules(
        RuleSet tcpRequestConnection,
        RuleSet tcpRequestSession,
        RuleSet tcpRequestContent,
        Condition monitorFail,
        RuleSet httpRequest,
        RuleSet redirect,
        Routes routes,
        ServerRoutes useServer,
        RuleSet persist,
        RuleSet tcpResponseContent,
        RuleSet httpResponse,
        RuleSet httpAfterResponse,
        LogFormat logFormat,
        LogFormat logFormatSd,
        LogFormat errorLogFormat,
        LogFormat uniqueIdFormat,
        Captures captures) {}
