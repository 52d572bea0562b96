package main

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/problem"
	"releve/internal/qr"
)

// qrPixels is the side of a PNG: 9 cm at 300 per inch.
const qrPixels = 1024

// participantQR draws the link of a service, or the campaign's own.
func participantQR(f *config.Flags) action {
	var slug, code, kind, out string
	f.Need(&slug, "campaign", "S")
	f.Text(&code, "code", "C")
	f.Choice(&kind, "format", string(formatSVG), string(formatPNG), string(formatTerminal))
	f.Output(&out)
	return func(ctx context.Context, c *call) error {
		a, err := c.address()
		if err != nil {
			return err
		}
		k, err := c.campaign(ctx, slug)
		if err != nil {
			return err
		}
		title, link, err := linked(k, code)
		if err != nil {
			return err
		}
		c.warn(a)
		as := qrFormat(kind, out)
		return c.write(out, as, func(w io.Writer) error { return draw(w, as, a.link(link), title) })
	}
}

// linked returns whose link a code means, and the link's code.
func linked(k *campaign.Campaign, code string) (title, link string, err error) {
	if code == "" {
		return k.Title, k.Link, nil
	}
	p, ok := k.Participant(code)
	switch {
	case !ok:
		return "", "", problem.New(problem.NotFound, "campaign.participant.unknown", problem.Args{"value": code, "slug": k.Slug})
	case p.Link == "":
		return "", "", problem.New(problem.NotFound, "cli.participant.unlinked", problem.Args{"code": code, "slug": k.Slug})
	}
	return p.Name, p.Link, nil
}

// qrFormat returns the format that was asked for, else that of the file's name, else a drawing for the terminal.
func qrFormat(asked, file string) format {
	if asked != "" {
		return format(asked)
	}
	as := format(strings.TrimPrefix(strings.ToLower(filepath.Ext(file)), "."))
	if as == formatSVG || as == formatPNG {
		return as
	}
	return formatTerminal
}

func draw(w io.Writer, as format, link, title string) error {
	if as == formatSVG {
		return qr.SVG(w, link, title)
	}
	if as == formatPNG {
		return qr.PNG(w, link, qrPixels)
	}
	return qr.Terminal(w, link)
}
