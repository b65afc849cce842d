package dev.lastgood.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DashboardTest {

    private final JsonNode dashboard = Dashboard.read();

    @Test
    void itIsFoundByItsNameAndChoosesItsPrometheus() {
        assertThat(dashboard.path("title").textValue()).isEqualTo("AI Lifecycle");
        assertThat(dashboard.path("uid").textValue()).isEqualTo("lastgood-ai-lifecycle");
        assertThat(dashboard.at("/templating/list/0/type").textValue()).isEqualTo("datasource");
        assertThat(dashboard.findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(source.path("uid").textValue()).isEqualTo("${datasource}"));
    }

    @Test
    void noPanelLiesOverAnotherAndEachAsksSomething() {
        List<Rectangle> places = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            JsonNode grid = panel.path("gridPos");
            Rectangle place = new Rectangle(
                    grid.path("x").intValue(),
                    grid.path("y").intValue(),
                    grid.path("w").intValue(),
                    grid.path("h").intValue());
            String title = panel.path("title").textValue();
            assertThat(places).as(title).noneMatch(place::intersects);
            assertThat(place.getMaxX()).as(title).isLessThanOrEqualTo(24);
            assertThat(ids.add(panel.path("id").intValue())).as(title).isTrue();
            assertThat(panel.path("targets")).as(title).isNotEmpty();
            places.add(place);
        }
    }
}
