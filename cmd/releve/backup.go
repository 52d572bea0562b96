package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"releve/internal/config"
	"releve/internal/problem"
	"releve/internal/sqlite"
)

// formatZIP is what a backup is.
const formatZIP format = "zip"

// backup writes a checked copy of everything into one file, beside a running server.
func backup(f *config.Flags) action {
	var out string
	f.Output(&out)
	return func(ctx context.Context, c *call) error {
		return c.withStore(ctx, func(s *store) error {
			done := c.wait("cli.backup.working")
			m, err := c.backUp(ctx, s.db, out)
			done()
			if err != nil {
				return err
			}
			c.note("cli.backup.done", c.manifestArgs(m))
			return nil
		})
	}
}

// backUp writes a backup, on standard output for "" and "-".
func (c *call) backUp(ctx context.Context, db *sqlite.DB, out string) (sqlite.Manifest, error) {
	if out != "" && out != stream {
		path, err := filepath.Abs(out)
		if err != nil {
			return sqlite.Manifest{}, wrapOutput(err, out)
		}
		return db.Backup(ctx, path)
	}
	dir, err := os.MkdirTemp("", folder+"-backup-")
	if err != nil {
		return sqlite.Manifest{}, wrapOutput(err, os.TempDir())
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the system clears its folder too
	var m sqlite.Manifest
	err = c.write(out, formatZIP, func(w io.Writer) (err error) {
		var path string
		if path, m, err = db.BackupTo(ctx, dir); err != nil {
			return err
		}
		file, err := os.Open(path) //nolint:gosec // it was made just now
		if err != nil {
			return fileProblem(err, path)
		}
		_, err = io.Copy(w, file)
		return errors.Join(wrapOutput(err, "stdout"), file.Close())
	})
	return m, err
}

// manifestArgs says what a backup holds.
func (c *call) manifestArgs(m sqlite.Manifest) problem.Args {
	sheets := int64(0)
	for _, k := range m.Campaigns {
		sheets += k.Sheets
	}
	return problem.Args{"n": sheets, "campaigns": len(m.Campaigns), "made": m.Made.In(c.now().Location())}
}
