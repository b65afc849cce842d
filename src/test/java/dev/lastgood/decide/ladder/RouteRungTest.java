package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ObjectRef;
import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.Route;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.action.RouteOrder;
import dev.lastgood.decide.action.RouteOutcome;
import dev.lastgood.decide.revision.GatewayStory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouteRungTest {
    private final GatewayStory gateway = new GatewayStory(new SettableClock());
    private IncidentStory story;

    @BeforeEach
    void nothingToRestore() {
        gateway.rollsOut("v1").passes(Duration.ofMinutes(1));
        story = new IncidentStory(gateway, "i1");
    }

    private IncidentStory routed(String... flags) {
        story.flags(flags);
        story.model.getSpec().route = new Route();
        story.model.getSpec().route.httpRouteRef = new ObjectRef();
        story.model.getSpec().route.httpRouteRef.name = "pricing";
        return story;
    }

    private List<RouteOrder> orders() {
        return story.actions.stream()
                .filter(RouteOrder.class::isInstance)
                .map(RouteOrder.class::cast)
                .toList();
    }

    @Test
    void without_flags_the_route_follows_and_relieves() {
        routed().reconcile();

        assertThat(story.phase()).isEqualTo(Phase.Mitigated);
        assertThat(story.how("1/route")).isEqualTo("Done RouteSwitched");
        assertThat(story.condition("Stabilized")).isEqualTo("True RouteSwitched");
        assertThat(story.condition("Ready")).isEqualTo("True RouteSwitched");
        assertThat(story.incident.getStatus().route.before).isEqualTo("[1]");
        assertThat(story.incident.getStatus().plan.route).isEqualTo("pricing");
        assertThat(orders()).extracting(RouteOrder::look).containsExactly(true, false);
    }

    @Test
    void flags_that_are_off_leave_the_route_alone() {
        routed("assistant").reconcile();

        assertThat(story.phase()).isEqualTo(Phase.Mitigated);
        assertThat(story.condition("Stabilized")).isEqualTo("True FlagsDisabled");
        assertThat(orders()).isEmpty();
    }

    @Test
    void a_flag_that_stays_on_is_followed_by_the_route() {
        routed("assistant", "nowhere").look = f -> f.name.equals("nowhere")
                ? new FlagOutcome(f.name, StepState.Failed, Reason.FlagNotFound, "no such flag", null, null)
                : new FlagOutcome(f.name, StepState.Running, Reason.FlagOff, "can be", "{on}", "{off}");
        story.reconcile();

        assertThat(story.phase()).isEqualTo(Phase.Mitigated);
        assertThat(story.condition("Stabilized")).isEqualTo("True RouteSwitched");
        assertThat(story.flagsTried()).containsExactly("assistant");
    }

    @Test
    void a_route_that_cannot_be_switched_leaves_people() {
        routed().route = r -> RouteOutcome.failed(Reason.RouteMissing, "there is no HTTPRoute pricing");
        story.reconcile();

        assertThat(story.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(story.how("1/route")).isEqualTo("Failed RouteMissing");
        assertThat(story.condition("Stabilized")).isEqualTo("False NoFlags");
        assertThat(story.ready().getMessage()).contains("there is no HTTPRoute pricing", "a person must act");
    }

    @Test
    void a_working_rollback_leaves_the_route_alone() {
        GatewayStory good = new GatewayStory(new SettableClock());
        good.rollsOut("v1").earnsGood().rollsOut("v2").passes(Duration.ofMinutes(1));
        story = new IncidentStory(good, "i1");
        routed().reconcile();
        good.completes();
        story.reconcile();

        assertThat(story.phase()).isEqualTo(Phase.Mitigated);
        assertThat(orders()).isEmpty();
    }

    @Test
    void after_a_crash_between_write_and_result_the_original_is_still_known() {
        routed().route = r -> r.look()
                ? new RouteOutcome(StepState.Running, Reason.RouteSwitched, "can be", "[1]", "[2]")
                : new RouteOutcome(StepState.Done, Reason.RouteAlreadySwitched, "led there", "[2]", "[2]");
        story.reconcile();

        assertThat(story.how("1/route")).isEqualTo("Done RouteSwitched");
        assertThat(story.incident.getStatus().route.before).isEqualTo("[1]");
    }

    @Test
    void it_is_asked_for_before_it_is_switched() {
        IncidentResponse response = story.response();
        response.mode = ResponseMode.Suggest;
        routed().reconcile();

        assertThat(story.phase()).isEqualTo(Phase.Suggested);
        assertThat(story.ready().getMessage()).contains("lead the route pricing to its fallback");
        assertThat(orders()).isEmpty();

        response.approvedPlan = story.incident.getStatus().plan.hash;
        story.reconcile();
        assertThat(story.how("1/route")).isEqualTo("Done RouteSwitched");
    }

    @Test
    void it_is_put_back_where_the_resolution_asks() {
        routed().reconcile();
        story.resolves(Resolution.Kind.Fixed).incident.getSpec().resolution.restore = true;
        story.reconcile();

        assertThat(story.phase()).isEqualTo(Phase.Resolved);
        assertThat(story.how("1/restore/route")).isEqualTo("Done RouteRestored");
    }

    @Test
    void a_dry_run_asks_for_the_route_too_and_keeps_nothing() {
        story.response().dryRun = true;
        routed().reconcile();

        assertThat(story.phase()).isEqualTo(Phase.RecordedOnly);
        assertThat(story.how("1/route")).isEqualTo("Done DryRun");
        assertThat(orders()).singleElement().matches(RouteOrder::dryRun);
        assertThat(story.incident.getStatus().route).isNull();
    }
}
