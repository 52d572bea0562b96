-- The slug of the campaign that follows one, '' where none is named: where a link leads on once its campaign is closed.
ALTER TABLE campaign ADD COLUMN successor TEXT NOT NULL DEFAULT '';
UPDATE campaign SET sum = NULL;
