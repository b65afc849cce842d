/** Jobs that retrain a model or test what was restored: which one is due, and how far it is. Creating them belongs in {@code act.job}. */
package dev.lastgood.decide.run;
