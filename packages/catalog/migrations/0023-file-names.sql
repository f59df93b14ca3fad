-- What the file was called that an input came as, where whoever sent it said so: for people to know it by, and for nothing else.
alter table inputs add column file_name text;
