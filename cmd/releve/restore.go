package main

import (
	"context"
	"path/filepath"

	"releve/internal/config"
	"releve/internal/problem"
	"releve/internal/sqlite"
)

// restore puts the content of a backup in the place of the data folder's. What was there is kept beside.
func restore(f *config.Flags) action {
	f.Argument("FILE")
	return func(ctx context.Context, c *call) error {
		dir, err := c.dataDir()
		if err != nil {
			return err
		}
		if dir, err = filepath.Abs(dir); err != nil {
			return wrapOutput(err, dir)
		}
		done := c.wait("cli.restore.working")
		restored, err := sqlite.Restore(ctx, sqlite.Restoring{Dir: dir, Path: c.args[0], Now: c.now})
		done()
		if err != nil {
			return err
		}
		c.note("cli.restore.done", c.manifestArgs(restored.Manifest))
		if restored.Aside != "" {
			c.note("cli.restore.aside", problem.Args{"path": restored.Aside})
		}
		return nil
	}
}
