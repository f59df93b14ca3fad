-- A dataset belongs to the pipeline that first published to it; one from before this to the last. Null: a version of the
-- program that knows nothing of it made the dataset meanwhile, and the next pipeline that publishes there has it.
alter table datasets add column owner text;
update datasets set owner = pipeline
from versions join runs on runs.id = run_id
where versions.dataset = name and versions.version = last_version;

-- Whether the configuration lets a run's pipeline write to its dataset, whoever that belongs to. Runs that were accepted by
-- that version of the program may.
alter table runs add column shares boolean not null default true;
