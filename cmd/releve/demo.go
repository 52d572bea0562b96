package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/csv"
	"releve/internal/interchange"
	"releve/internal/locale"
	"releve/internal/problem"
)

// demo holds the sheets and services of the demonstration. The sheets are synthetic: drawn so that their totals are
// those that the "Analyse Monitoring social 1030" (CASS Schaerbeek, 2022) published.
//
//go:embed demo
var demo embed.FS

// Campaigns of the demonstration, and their questionnaires.
const (
	exampleSlug = "exemple" //nolint:misspell // French
	exampleForm = "monitoring-1030"
	trialSlug   = "essai"
	trialForm   = "monitoring-plus"
	trialSize   = 3 // services that try it
)

// demoFolder returns an empty folder for a demonstration: a temporary one, or the one that the operator named. clean
// deletes what is in it, and the folder if it was not there before.
func (c *call) demoFolder() (dir string, clean func() error, err error) {
	dir = c.settings.Data
	if dir == "" {
		dir, err = os.MkdirTemp("", folder+"-demo-")
		return dir, func() error { return os.RemoveAll(dir) }, err
	}
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return dir, func() error { return os.RemoveAll(dir) }, nil
	case err != nil:
		return "", nil, fileProblem(err, dir)
	case len(entries) > 0:
		return "", nil, problem.New(problem.Conflict, "cli.demo.data", problem.Args{"dir": dir})
	}
	return dir, func() error { return empty(dir) }, nil
}

// empty deletes what is in a folder.
func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
	}
	return err //nolint:wrapcheck // names the path
}

// demoSeed makes the links of the demonstration the same at each start. They protect nothing.
const demoSeed = "the-same-at-every-start"

// draws returns the randomness of one campaign of the demonstration.
func draws(slug string) io.Reader {
	var seed [32]byte
	copy(seed[:], demoSeed)
	copy(seed[len(seed)-len(slug):], slug)
	return rand.NewChaCha8(seed)
}

// errDemo says that the program ships without what its demonstration needs.
var errDemo = errors.New("no questionnaire for the demonstration")

// demoCampaign returns a campaign of the demonstration.
func demoCampaign(formID string, d campaign.Draft) (*campaign.Campaign, error) {
	lib, err := library()
	if err != nil {
		return nil, err
	}
	f, ok := lib.Form(formID)
	if !ok {
		return nil, errDemo
	}
	from, err := time.Parse(time.DateOnly, d.From)
	if err != nil {
		return nil, fmt.Errorf("date of the demonstration: %w", err)
	}
	made, err := campaign.New(f, d, draws(d.Slug), from)
	if err != nil {
		return nil, err
	}
	made.Fictitious = true
	return made, nil
}

// join adds services of the demonstration to a campaign, as many as are asked for, all for 0.
func join(k *campaign.Campaign, most int) error {
	file, err := demo.Open("demo/participants.csv")
	if err != nil {
		return fmt.Errorf("services of the demonstration: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	read, err := interchange.ReadServices("participants.csv", csv.Read(file))
	if err != nil {
		return err
	}
	if most > 0 {
		read = read[:most]
	}
	_, err = read.Put(k, draws(k.Slug+"-"))
	return err
}

// demoCoordinator is the account of the demonstration.
const demoCoordinator = "coordination@releve.example"

// fillDemo makes the campaigns of the demonstration and an account to see them with.
func (c *call) fillDemo(ctx context.Context, s *store, at *site) error {
	if err := c.fillExample(ctx, s); err != nil {
		return err
	}
	trial, err := c.fillTrial(ctx, s)
	if err != nil {
		return err
	}
	at.link = trial.Participants[0].Link
	users := c.users(s)
	users.Random = draws(demoCoordinator)
	if _, at.password, err = users.Add(ctx, demoCoordinator, account.Admin); err != nil {
		return err
	}
	at.coordinator = demoCoordinator
	french := c.catalogue.Printer(locale.Languages()[0])
	return s.accounts.SetCoordination(ctx, french.Text("demo.coordination", nil))
}

// fillExample makes the campaign with the 416 sheets. It is over, as the survey is that it imitates.
func (c *call) fillExample(ctx context.Context, s *store) error {
	french := c.catalogue.Printer(locale.Languages()[0])
	d := campaign.Draft{Slug: exampleSlug, Title: french.Text("demo.example", nil), From: "2022-09-14", To: "2022-11-30"}
	k, err := demoCampaign(exampleForm, d)
	if err != nil {
		return err
	}
	if err = join(k, 0); err != nil {
		return err
	}
	k.State = campaign.Closed
	if err = s.Create(ctx, k, k.Form()); err != nil {
		return err
	}
	data, err := fs.ReadFile(demo, "demo/monitoring-1030.csv")
	if err != nil {
		return fmt.Errorf("sheets of the demonstration: %w", err)
	}
	layout, err := interchange.New(k)
	if err != nil {
		return fmt.Errorf("sheets of the demonstration: %w", err)
	}
	read, err := layout.Read(csv.Read(bytes.NewReader(data)), interchange.Options{Strict: true, Random: draws(k.Slug)})
	if err != nil {
		return fmt.Errorf("sheets of the demonstration: %w", err)
	}
	_, err = s.Import(ctx, k.Slug, read.Importation)
	return err
}

// fillTrial makes the campaign to try, open and empty.
func (c *call) fillTrial(ctx context.Context, s *store) (*campaign.Campaign, error) {
	french := c.catalogue.Printer(locale.Languages()[0])
	d := campaign.Draft{Slug: trialSlug, Title: french.Text("demo.trial", nil), From: "2026-01-01"}
	k, err := demoCampaign(trialForm, d)
	if err != nil {
		return nil, err
	}
	if err = join(k, trialSize); err != nil {
		return nil, err
	}
	k.State = campaign.Open
	return k, s.Create(ctx, k, k.Form())
}
