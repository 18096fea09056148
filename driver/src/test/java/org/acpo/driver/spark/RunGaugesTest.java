package org.acpo.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.acpo.driver.LocalSpark;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** What a Prometheus server that scrapes the driver gets to see. */
class RunGaugesTest {
    @Test
    void prometheusSeesTheNumbersOfTheRun() throws IOException, InterruptedException {
        LocalSpark.session().stop();
        SparkConf conf = Sessions.configure(new SparkConf(false), "gauges")
                .set("spark.master", "local[2]")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.ui.enabled", "true")
                .set("spark.ui.port", "0")
                .set("spark.metrics.namespace", "test")
                .set(
                        "spark.metrics.conf.*.sink.prometheusServlet.class",
                        "org.apache.spark.metrics.sink.PrometheusServlet")
                .set("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus");
        try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
            assertThat(scrape(spark))
                    .containsPattern("metrics_test_driver_plugin_\\w*RunGauges_reward_mean_Value\\{.*} NaN");
            RunGauges.report(
                    Map.of("step", 3, "reward/mean", 0.625, "policy/entropy", 1.5, "perf/tokens_per_s", 800.0));
            assertThat(scrape(spark))
                    .containsPattern("RunGauges_step_Value\\{.*} 3.0")
                    .containsPattern("RunGauges_reward_mean_Value\\{.*} 0.625")
                    .containsPattern("RunGauges_policy_entropy_Value\\{.*} 1.5")
                    .containsPattern("RunGauges_perf_tokens_per_s_Value\\{.*} 800.0");
        }
    }

    private static String scrape(SparkSession spark) throws IOException, InterruptedException {
        URI page = URI.create(spark.sparkContext().uiWebUrl().get() + "/metrics/prometheus/");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                .body();
    }
}
