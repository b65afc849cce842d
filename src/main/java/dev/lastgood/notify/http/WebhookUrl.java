package dev.lastgood.notify.http;

import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.notify.NotSent;
import java.net.URI;
import java.net.URISyntaxException;

/** The address of a webhook, as a Secret holds it. Who knows it may post, so no message repeats it. */
public final class WebhookUrl {

    /**
     * Parses the value of a Secret.
     *
     * @param allowHttp plain http is allowed, too
     * @throws NotSent if it is not such a URL
     */
    public static URI parse(String text, boolean allowHttp) throws NotSent {
        try {
            URI uri = new URI(text);
            boolean web = "https".equals(uri.getScheme()) || allowHttp && "http".equals(uri.getScheme());
            if (web && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // refused below; its message would repeat the text
        }
        throw new NotSent(NotifyResult.refused("the Secret's value is no URL that begins with https://"));
    }

    private WebhookUrl() {}
}
