package campaign

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"unicode/utf8"

	"releve/internal/problem"
)

// Logo is the mark of a partner, printed on posters.
type Logo struct {
	Name  string // whose it is, read out to who cannot see it
	Image []byte // PNG; never changed in place
}

// Limits of a campaign's logos.
const (
	MostLogos    = 6
	mostLogoName = 120 // signs
)

// Mark names a logo among those of its campaign: 16 hexadecimal signs.
func (l Logo) Mark() string {
	sum := sha256.Sum256(l.Image)
	return hex.EncodeToString(sum[:8])
}

// AddLogo puts a logo behind the others. What is wrong with it comes back as a problem.List whose fields are name and
// file.
func (c *Campaign) AddLogo(l Logo) error {
	wrong := l.clean()
	switch {
	case len(c.Logos) >= MostLogos:
		wrong = append(wrong, problem.New(problem.Invalid, "campaign.logo.many", problem.Args{"most": MostLogos}).At("file"))
	case c.logoAt(l.Mark()) >= 0:
		wrong = append(wrong, problem.New(problem.Conflict, "campaign.logo.same", nil).At("file"))
	}
	if len(wrong) > 0 {
		return wrong
	}
	c.Logos = append(slices.Clip(c.Logos), l)
	return nil
}

// clean brings the name into the form in which texts are kept, and checks it.
func (l *Logo) clean() problem.List {
	wrong := cleanText("name", &l.Name)
	if n := utf8.RuneCountInString(l.Name); wrong == nil && (n == 0 || n > mostLogoName) {
		wrong = problem.List{problem.New(problem.Invalid, "campaign.logo.name", problem.Args{"most": mostLogoName}).At("name")}
	}
	return wrong
}

// logoAt returns where the logo of a mark stands, -1 where there is none.
func (c *Campaign) logoAt(mark string) int {
	return slices.IndexFunc(c.Logos, func(l Logo) bool { return l.Mark() == mark })
}

// RenameLogo gives a logo another name.
func (c *Campaign) RenameLogo(mark, name string) error {
	return c.changeLogos(mark, func(i int) error {
		l := Logo{Name: name, Image: c.Logos[i].Image}
		if wrong := l.clean(); len(wrong) > 0 {
			return wrong
		}
		c.Logos[i] = l
		return nil
	})
}

// AdvanceLogo puts a logo one place further to the front; the first one stays.
func (c *Campaign) AdvanceLogo(mark string) error {
	return c.changeLogos(mark, func(i int) error {
		if i > 0 {
			c.Logos[i-1], c.Logos[i] = c.Logos[i], c.Logos[i-1]
		}
		return nil
	})
}

// RemoveLogo takes a logo away.
func (c *Campaign) RemoveLogo(mark string) error {
	return c.changeLogos(mark, func(i int) error {
		c.Logos = slices.Delete(c.Logos, i, i+1)
		return nil
	})
}

// changeLogos lets change alter the logos of a campaign, of which one is meant. One that is gone is NotFound.
func (c *Campaign) changeLogos(mark string, change func(at int) error) error {
	i := c.logoAt(mark)
	if i < 0 {
		return problem.New(problem.NotFound, "campaign.logo.gone", nil)
	}
	c.Logos = slices.Clone(c.Logos)
	return change(i)
}

// SameLogos says whether two campaigns have the same logos in the same order.
func (c *Campaign) SameLogos(other *Campaign) bool {
	return slices.EqualFunc(c.Logos, other.Logos, func(a, b Logo) bool { return a.Name == b.Name && bytes.Equal(a.Image, b.Image) })
}
