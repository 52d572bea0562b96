package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"releve/forms"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
)

// library returns the questionnaires that ship with the program.
func library() (*form.Library, error) {
	lib, err := form.Load(forms.FS)
	if err != nil {
		return nil, fmt.Errorf("load shipped questionnaires: %w", err)
	}
	return lib, nil
}

// forms returns every version of every questionnaire, shipped or kept, by id, the newest version first.
func (c *call) forms(ctx context.Context) ([]campaign.Offered, error) {
	lib, err := library()
	if err != nil {
		return nil, err
	}
	var kept []campaign.KeptForm
	err = c.ifStore(ctx, func(s *store) error {
		kept, err = s.Forms(ctx)
		return err
	})
	return campaign.Offer(kept, lib.Forms()), err
}

// findForm returns the newest version of a questionnaire.
func (c *call) findForm(ctx context.Context, id string) (campaign.Offered, error) {
	all, err := c.forms(ctx)
	if err != nil {
		return campaign.Offered{}, err
	}
	i := slices.IndexFunc(all, func(f campaign.Offered) bool { return f.Form.ID == id })
	if i < 0 {
		args := problem.Args{"value": id, "known": strings.Join(ids(all), ", ")}
		return campaign.Offered{}, problem.New(problem.NotFound, "cli.form.unknown", args)
	}
	return all[i], nil
}

func ids(all []campaign.Offered) []string {
	var known []string
	for _, f := range all {
		if !slices.Contains(known, f.Form.ID) {
			known = append(known, f.Form.ID)
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
