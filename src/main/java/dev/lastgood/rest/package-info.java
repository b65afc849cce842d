/** The REST interface: who asks, what may be asked, and the answers. It may use all other packages; none may use it. */
package dev.lastgood.rest;
