-- Where in its input a refused record stands, where that is known.
alter table quarantine add column line bigint, add column byte bigint;
