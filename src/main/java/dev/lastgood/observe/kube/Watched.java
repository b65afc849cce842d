package dev.lastgood.observe.kube;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;

/** A repository whose informers start with the operator, see {@link Watches}. */
interface Watched {

    /** Its informers, in the state in which they are: {@link Watches} starts and stops them. */
    List<? extends SharedIndexInformer<?>> informers();
}
