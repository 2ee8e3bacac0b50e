-- Where a source goes on. Without this the last leaf of a source that gave few, or none, was sought through the whole log, at every batch.
CREATE INDEX blad_bron_nummer_idx ON audit.blad (bron, nummer);
