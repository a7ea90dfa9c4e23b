"""Running tasks: keys, a store, workers, a cluster. It knows bytes and names of bodies, nothing of parts or documents."""
