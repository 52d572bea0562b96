package main

import (
	"context"
	"fmt"
	"io"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/locale"
	"releve/internal/web"
)

// formPage writes the questionnaire of a campaign as one file that needs no server.
func formPage(f *config.Flags) action {
	var slug, code, out string
	f.Need(&slug, "campaign", "S")
	f.Text(&code, "participant", "C")
	f.Output(&out)
	return func(ctx context.Context, c *call) error {
		k, err := c.campaign(ctx, slug)
		if err != nil {
			return err
		}
		tag := k.Language
		if c.settings.Lang != "" {
			tag = locale.Tag(c.settings.Lang)
		}
		page, err := web.FormFile(web.FileOptions{Campaign: k, Participant: code, Tag: tag, Catalogue: c.catalogue, Now: c.now()})
		if err != nil {
			return fmt.Errorf("make questionnaire: %w", err)
		}
		if k.State == campaign.Trial {
			c.note("cli.form.page.trial", nil)
		}
		return c.write(out, formatHTML, func(w io.Writer) error {
			_, err := w.Write(page)
			return err //nolint:wrapcheck // the writer is a file or standard output, and says so
		})
	}
}
