package web

import (
	"errors"
	"io"
	"net/http"

	"releve/internal/campaign"
	"releve/internal/logo"
	"releve/internal/problem"
)

// What a form of the page of logos asks for, in its field do; the logo is named in the field logo.
const (
	fieldDo   = "do"
	fieldLogo = "logo"

	logoAdd     = "add"
	logoRename  = "rename"
	logoAdvance = "advance"
	logoRemove  = "remove"
)

// logoStyle keeps logos small, and on paper as it will be on posters.
const logoStyle = ".logo img{max-height:6rem;max-width:100%;background:#fff}" //words:ok a style

// logosPage shows the logos of a campaign, to change them.
type logosPage struct {
	*deskPage

	Logos  []logoView
	Name   fieldView
	Full   bool // no more can be added
	Most   int
	Poster string // the poster of the campaign
}

func (s *Server) newLogosPage(v *visit, name string) *logosPage {
	p := &logosPage{deskPage: s.newDeskPage(v, "desk.logos.title"), Logos: logoViews(v.campaign), Most: campaign.MostLogos}
	p.Name = p.field(fieldName, "desk.logos.name", "desk.logos.name.hint", name).needed()
	p.Style += logoStyle
	p.Full = len(p.Logos) >= campaign.MostLogos
	p.Poster = posterTo(p.At("/services/"+ownLink), v.campaign.Language)
	return p
}

// showLogos shows the logos.
func (s *Server) showLogos(v *visit) error {
	return s.answer(v, "campaign-logos", s.newLogosPage(v, ""))
}

// withFile makes a handler of a form that may hold a picture, which is read before the handler looks at its fields.
func withFile(h deskHandler) deskHandler {
	return func(v *visit) error {
		r := v.Request()
		r.Body = http.MaxBytesReader(v.Response(), r.Body, logo.MostBytes+aroundFile)
		if err := r.ParseMultipartForm(logo.MostBytes + aroundFile); err != nil && !errors.Is(err, http.ErrNotMultipart) {
			return unreadable(err)
		}
		return h(v)
	}
}

// changeLogos adds, renames, moves or removes a logo.
func (s *Server) changeLogos(v *visit) error {
	values := v.posted()
	do, mark, name := values.Get(fieldDo), values.Get(fieldLogo), values.Get(fieldName)
	change := func(k *campaign.Campaign) error { return k.RenameLogo(mark, name) }
	switch do {
	case logoAdd:
		read, err := postedLogo(v, name)
		if err != nil {
			return s.refuseLogo(v, do, name, err)
		}
		change = func(k *campaign.Campaign) error { return k.AddLogo(read) }
	case logoAdvance:
		change = func(k *campaign.Campaign) error { return k.AdvanceLogo(mark) }
	case logoRemove:
		change = func(k *campaign.Campaign) error { return k.RemoveLogo(mark) }
	case logoRename:
	default:
		return problem.New(problem.Unreadable, "problem.request", nil)
	}
	if _, err := s.Store.Update(v.Request().Context(), v.campaign.Slug, change); err != nil {
		return s.refuseLogo(v, do, name, err)
	}
	return s.redirect(v, after(deskRoot+"/"+v.campaign.Slug+"/logos", "logo."+do, 0))
}

// refuseLogo shows the page again with what is wrong. Only what is wrong with a new logo stands beside a field: the
// fields of the others are as many as there are logos.
func (s *Server) refuseLogo(v *visit, do, name string, err error) error {
	if all := problem.All(err); do != logoAdd && len(all) > 0 {
		return s.refuse(v, all[0].At(""), "campaign-logos", s.newLogosPage(v, ""))
	}
	return s.refuse(v, err, "campaign-logos", s.newLogosPage(v, name))
}

// postedLogo reads the picture of a posted form.
func postedLogo(v *visit, name string) (campaign.Logo, error) {
	head, err := postedFile(v)
	if err != nil {
		return campaign.Logo{}, err
	}
	file, err := head.Open()
	if err != nil {
		return campaign.Logo{}, problem.Wrap(problem.Unreadable, "problem.request", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(file)
	if err != nil {
		return campaign.Logo{}, problem.Wrap(problem.Unreadable, "problem.request", err)
	}
	picture, err := logo.Read(data)
	if err != nil {
		if all := problem.All(err); len(all) > 0 {
			return campaign.Logo{}, all[0].At("file")
		}
		return campaign.Logo{}, err
	}
	return campaign.Logo{Name: name, Image: picture}, nil
}
