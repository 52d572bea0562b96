package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"releve/forms"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
)

// found is a version of a questionnaire and where it stands.
type found struct {
	form  *form.Form
	state string
}

// Where a version of a questionnaire stands.
const (
	formShipped   = "shipped"
	formDraft     = "draft"
	formPublished = "published"
)

// library returns the questionnaires that ship with the program.
func library() (*form.Library, error) {
	lib, err := form.Load(forms.FS)
	if err != nil {
		return nil, fmt.Errorf("load shipped questionnaires: %w", err)
	}
	return lib, nil
}

// forms returns every version of every questionnaire, shipped or kept, by id, the newest version first. A shipped
// version that is kept too is told as kept.
func (c *call) forms(ctx context.Context) ([]found, error) {
	lib, err := library()
	if err != nil {
		return nil, err
	}
	var all []found
	err = c.ifStore(ctx, func(s *store) error {
		kept, failed := s.Forms(ctx)
		all = keptForms(kept)
		return failed
	})
	if err != nil {
		return nil, err
	}
	for _, f := range lib.Forms() {
		if !slices.ContainsFunc(all, func(k found) bool { return k.form.ID == f.ID && k.form.Version == f.Version }) {
			all = append(all, found{f, formShipped})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(strings.Compare(a.form.ID, b.form.ID), cmp.Compare(b.form.Version, a.form.Version))
	})
	return all, nil
}

func keptForms(kept []campaign.KeptForm) []found {
	all := make([]found, len(kept))
	for i, k := range kept {
		all[i] = found{k.Form, formDraft}
		if k.Published {
			all[i].state = formPublished
		}
	}
	return all
}

// findForm returns the newest version of a questionnaire.
func (c *call) findForm(ctx context.Context, id string) (found, error) {
	all, err := c.forms(ctx)
	if err != nil {
		return found{}, err
	}
	i := slices.IndexFunc(all, func(f found) bool { return f.form.ID == id })
	if i < 0 {
		args := problem.Args{"value": id, "known": strings.Join(ids(all), ", ")}
		return found{}, problem.New(problem.NotFound, "cli.form.unknown", args)
	}
	return all[i], nil
}

func ids(all []found) []string {
	var known []string
	for _, f := range all {
		if !slices.Contains(known, f.form.ID) {
			known = append(known, f.form.ID)
		}
	}
	return known
}

// sameForm says whether two questionnaires have the same content.
func sameForm(a, b *form.Form) (bool, error) {
	first, err := form.Encode(a)
	if err != nil {
		return false, fmt.Errorf("compare questionnaires: %w", err)
	}
	second, err := form.Encode(b)
	if err != nil {
		return false, fmt.Errorf("compare questionnaires: %w", err)
	}
	return bytes.Equal(first, second), nil
}
