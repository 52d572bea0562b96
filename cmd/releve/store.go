package main

import (
	"context"
	"errors"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/sqlite"
)

// store is everything that the program keeps.
type store struct {
	campaign.Store
	campaign.Sheets

	db       *sqlite.DB // for copies and checks of the whole
	accounts account.Store
	sessions account.SessionStore
}

// dataDir returns the folder of the database.
func (c *call) dataDir() (string, error) {
	if c.settings.Data != "" {
		return c.settings.Data, nil
	}
	return c.dataFolder()
}

// makeStore opens the database, which is made if it is not there yet, and closes it behind use.
func (c *call) makeStore(ctx context.Context, use func(*store) error) error {
	dir, err := c.dataDir()
	if err != nil {
		return err
	}
	return c.openStore(ctx, sqlite.Options{Dir: dir}, use)
}

// withStore opens a database that is there.
func (c *call) withStore(ctx context.Context, use func(*store) error) error {
	dir, err := c.dataDir()
	if err != nil {
		return err
	}
	if !sqlite.Exists(dir) {
		return problem.New(problem.NotFound, "cli.data.empty", problem.Args{"dir": dir})
	}
	return c.openStore(ctx, sqlite.Options{Dir: dir}, use)
}

// ifStore opens the database if there is one. Looking must not make one.
func (c *call) ifStore(ctx context.Context, use func(*store) error) error {
	dir, err := c.dataDir()
	if err != nil || !sqlite.Exists(dir) {
		return err
	}
	return c.openStore(ctx, sqlite.Options{Dir: dir}, use)
}

// openStore opens a database and closes it behind use. The options need no more than the folder.
func (c *call) openStore(ctx context.Context, o sqlite.Options, use func(*store) error) (err error) {
	o.Now, o.Random, o.Program = c.now, c.random, version
	db, err := sqlite.Open(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }() //nolint:contextcheck // it is closed also when the command was called off
	return use(&store{
		Store: db, Sheets: db, db: db, accounts: db.Accounts(), sessions: db.Accounts(),
	})
}
