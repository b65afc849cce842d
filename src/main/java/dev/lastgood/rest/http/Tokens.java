package dev.lastgood.rest.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.config.RestConfig;
import dev.lastgood.lib.Digest;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Whose a token is: asked of the API server, and remembered for a short time under a digest, never under the token. Tokens
 * that never were good are asked for at a bounded rate, so that who sends forged ones hurts neither the API server nor those
 * whose token was good, nor those who come from elsewhere.
 */
@ApplicationScoped
class Tokens {

    private static final int REMEMBERED = 10_000;
    private static final Duration KNOWN = Duration.ofHours(1);

    private final KubernetesClient client;
    private final List<String> audiences;
    private final Cache<String, Optional<Caller>> reviews;
    private final Cache<String, Boolean> onceGood = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(KNOWN)
            .build();
    private final RateLimit strangers = new RateLimit(20, 40);
    private final RateLimit allStrangers = new RateLimit(100, 200);

    Tokens(KubernetesClient client, RestConfig config) {
        this.client = client;
        this.audiences = config.audiences().orElse(List.of());
        this.reviews = AccessCache.of(config, REMEMBERED, Optional::isPresent);
    }

    /**
     * Returns whose the token is; empty where the API server does not know it.
     *
     * @param address where it came from
     * @throws ProblemException where that cannot be told now
     */
    Optional<Caller> owner(String token, String address) {
        String key = Digest.of(token);
        return reviews.get(key, unknown -> review(key, token, address));
    }

    private Optional<Caller> review(String key, String token, String address) {
        if (onceGood.getIfPresent(key) == null) {
            strangers.take(address).or(() -> allStrangers.take("")).ifPresent(seconds -> {
                throw ProblemException.retryAfter(
                        seconds, ProblemType.TooManyRequests, "too many unknown tokens were sent; try again");
            });
        }
        TokenReview asked = new TokenReviewBuilder()
                .withNewSpec()
                .withToken(token)
                .withAudiences(audiences)
                .endSpec()
                .build();
        TokenReview answer = Reviews.ask("tokenreviews.authentication.k8s.io", () -> client.tokenReviews()
                .create(asked));
        if (!Boolean.TRUE.equals(answer.getStatus().getAuthenticated()) || !isForUs(answer)) {
            return Optional.empty();
        }
        onceGood.put(key, true);
        UserInfo user = answer.getStatus().getUser();
        return Optional.of(new Caller(
                key,
                user.getUsername(),
                Objects.requireNonNullElse(user.getUid(), ""),
                Objects.requireNonNullElse(user.getGroups(), List.of()),
                Objects.requireNonNullElse(user.getExtra(), Map.of())));
    }

    /** An API server that knows no audiences answers with none: then the token is its own. */
    private boolean isForUs(TokenReview answer) {
        return audiences.isEmpty()
                || answer.getStatus().getAudiences() != null
                        && answer.getStatus().getAudiences().stream().anyMatch(audiences::contains);
    }
}
