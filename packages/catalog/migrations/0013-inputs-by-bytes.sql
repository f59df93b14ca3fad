-- Finds earlier inputs with the same bytes, the last ones first. The checksum's beginning is enough to look under.
create index inputs_by_bytes on inputs (left(sha256, 16), id) where reclaimed_at is null;
