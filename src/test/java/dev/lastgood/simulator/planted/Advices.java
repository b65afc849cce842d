package dev.lastgood.simulator.planted;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.ladder.Next;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.revision.Revision;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** Changes of a method, inlined into it while a fault is planted. */
final class Advices {

    static final class Never {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean result) {
            result = false;
        }
    }

    static final class Always {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean result) {
            result = true;
        }
    }

    static final class Nothing {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object result) {
            result = Optional.empty();
        }
    }

    static final class NoList {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object result) {
            result = List.of();
        }
    }

    static final class NoMap {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object result) {
            result = Map.of();
        }
    }

    static final class Null {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object result) {
            result = null;
        }
    }

    static final class Skipped {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }
    }

    static final class Auto {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) ResponseMode result) {
            result = ResponseMode.Auto;
        }
    }

    static final class PassesOn {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Next result) {
            result = new Next(null, null, false);
        }
    }

    /** The newest revision, whatever it is. */
    static final class Newest {
        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(0) Collection<Revision> revisions,
                @Advice.Return(readOnly = false) Optional<Revision> result) {
            result = revisions.stream().max(java.util.Comparator.comparingLong(Revision::number));
        }
    }

    static final class FirstRevisionArgument {
        @Advice.OnMethodExit
        static void exit(@Advice.Argument(1) Revision serving, @Advice.Return(readOnly = false) Revision result) {
            result = serving;
        }
    }

    /** Another text at each call. */
    static final class NewText {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) String result) {
            result = result + System.nanoTime();
        }
    }

    static final class NoProbeState {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) ProbeState result) {
            result = ProbeState.NONE;
        }
    }

    static final class NoTime {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Duration result) {
            result = Duration.ZERO;
        }
    }

    static final class Many {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) int result) {
            result = 1_000;
        }
    }

    /** Each line is written, and none is dropped. */
    static final class EndlessTimeline {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(
                @Advice.This StatusDraft draft,
                @Advice.Argument(0) dev.lastgood.api.condition.Reason reason,
                @Advice.Argument(1) String message) {
            TimelineEntry entry = new TimelineEntry();
            entry.at = draft.now().toString();
            entry.reason = reason.name();
            entry.message = message;
            draft.status.timeline = new java.util.ArrayList<>(draft.status.timeline);
            draft.status.timeline.add(entry);
            return true;
        }
    }

    private Advices() {}
}
