-- Of a mail that was taken for some of its people: whom it is still for, by their places in the destination's list.
alter table alert_deliveries add column left_to int[];
