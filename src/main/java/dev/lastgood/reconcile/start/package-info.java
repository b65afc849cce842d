/** How the operator starts: what must be there, which rights it has, who else watches the same, and what it reports of itself. */
package dev.lastgood.reconcile.start;
