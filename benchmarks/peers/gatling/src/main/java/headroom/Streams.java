package headroom;

import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.sse;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/** SESSIONS users that read one stream after another for SECONDS; they start spread over CYCLE_MS. */
public class Streams extends Simulation {
  {
    int sessions = Integer.parseInt(System.getenv("SESSIONS"));
    int seconds = Integer.parseInt(System.getenv("SECONDS"));
    long cycleMs = Long.parseLong(System.getenv("CYCLE_MS"));
    long thinkMs = Long.parseLong(System.getenv("THINK_MS"));
    var turn =
        exec(
            sse("open")
                .post(System.getenv("STREAM_PATH"))
                .header("Content-Type", "application/json")
                .body(StringBody("{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"))
                .await(10)
                .on(sse.checkMessage("first token").matching(substring("content")).check(substring("content"))),
            sse("end").setCheck().await(20).on(sse.checkMessage("end").matching(substring("[DONE]")).check(substring("DONE"))),
            sse("close").close());
    setUp(
            scenario("streams")
                .exec(
                    during(Duration.ofSeconds(seconds))
                        .on(turn.pause(Duration.ofMillis(thinkMs / 2), Duration.ofMillis(thinkMs * 3 / 2))))
                .injectOpen(rampUsers(sessions).during(Duration.ofMillis(cycleMs))))
        .protocols(http.baseUrl(System.getenv("SERVER")));
  }
}
