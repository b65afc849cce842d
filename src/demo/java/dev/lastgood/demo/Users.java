package dev.lastgood.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Users who go on asking while an incident is handled. */
final class Users implements AutoCloseable {

    private static final int EVERY_MILLIS = 20;

    private final StubGateway gateway;
    private final Runnable onGoodAgain;
    private final List<Boolean> answers = new ArrayList<>();
    private final Thread thread = new Thread(this::ask, "users");
    private volatile boolean ended;

    /** @param onGoodAgain called at the first good answer after a bad one */
    Users(StubGateway gateway, Runnable onGoodAgain) {
        this.gateway = gateway;
        this.onGoodAgain = onGoodAgain;
        thread.setDaemon(true);
        thread.start();
    }

    private void ask() {
        boolean told = false;
        boolean wasBad = false;
        try {
            while (!ended) {
                String answer = gateway.ask();
                boolean good = answer.strip().equals(StubGateway.GOOD);
                synchronized (answers) {
                    answers.add(good);
                }
                if (good && wasBad && !told) {
                    told = true;
                    onGoodAgain.run();
                }
                wasBad |= !good;
                TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The gateway is gone: the demo ends.
        }
    }

    /** How many answers were bad. */
    long bad() {
        synchronized (answers) {
            return answers.stream().filter(good -> !good).count();
        }
    }

    /** How many answers there were. */
    long all() {
        synchronized (answers) {
            return answers.size();
        }
    }

    @Override
    public void close() {
        ended = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
