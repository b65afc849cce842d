/** The model world: what the API server, the Deployment controller and the kubelet do, and the truth about what answers badly. */
package dev.lastgood.simulator.world;
