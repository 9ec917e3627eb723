package headroom;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/** RATE requests a second for SECONDS in an open model, over connections that all users share. */
public class Plain extends Simulation {
  {
    int rate = Integer.parseInt(System.getenv("RATE"));
    int seconds = Integer.parseInt(System.getenv("SECONDS"));
    setUp(
            scenario("plain")
                .exec(http("plain").get("/plain"))
                .injectOpen(constantUsersPerSec(rate).during(Duration.ofSeconds(seconds))))
        .protocols(http.baseUrl(System.getenv("SERVER")).shareConnections());
  }
}
