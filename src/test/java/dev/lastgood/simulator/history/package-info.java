/** What happens in a history, who does it, and how time passes; stories are made, played and shrunk here. */
package dev.lastgood.simulator.history;
