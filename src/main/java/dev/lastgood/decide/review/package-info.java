/** When a model is reviewed for bias, by schedule or after drift. */
package dev.lastgood.decide.review;
