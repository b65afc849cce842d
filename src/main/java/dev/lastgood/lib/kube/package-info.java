/**
 * What the API server's answers mean. It knows Kubernetes and nothing of Lastgood.
 */
package dev.lastgood.lib.kube;
