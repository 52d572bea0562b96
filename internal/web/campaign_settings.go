package web

import (
	"net/url"
	"strings"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
)

// Keys of settings that are shown in another way than as a line of text, as campaign.Set knows them.
const (
	settingZone       = "zone"
	settingKeep       = "keep-until"
	settingLate       = "count-late"
	settingOutside    = "count-outside"
	settingCorrection = "correction-days"
	settingSuccessor  = "successor"
	settingGroups     = "groups"
	settingOutcome    = "outcome-map"
	settingProcedure  = "procedure-text."

	outcomePrefix = "outcome." // of the fields that hold the reading of one outcome
	settingOn     = "yes"
	settingOff    = "no"
	noGroups      = "none"
)

// outcomeSides are the ways in which an outcome can be read, as campaign.Set writes them.
func outcomeSides() []string { return []string{"success", "failure", "apart"} }

// settingsPage holds the settings of a campaign.
type settingsPage struct {
	*deskPage

	ReadOnly     bool
	Presentation []fieldView
	Period       []fieldView
	Counting     []tickView
	Sides        []string // headings of the table of outcomes
	Outcomes     []outcomeRow
	Groups       *fieldView // nil for a form without institutions
	Members      []option
	Procedure    []fieldView
	Privacy      []fieldView
}

// tickView is a setting that is on or off.
type tickView struct {
	Name, Label, Hint string
	On                bool
}

// outcomeRow is one outcome with the ways in which it can be read.
type outcomeRow struct {
	Name, Label string
	Sides       []option
}

// showSettings shows the settings. Who may not change them can read them.
func (s *Server) showSettings(v *visit) error {
	values := url.Values{}
	for _, setting := range v.campaign.Settings() {
		values.Set(setting.Key, setting.Value)
	}
	values.Set(settingGroups, strings.Join(v.campaign.GroupLines(), "\n"))
	m := v.campaign.Outcome
	for i, codes := range [][]string{m.Success, m.Failure, m.Apart} {
		for _, code := range codes {
			values.Set(outcomePrefix+code, outcomeSides()[i])
		}
	}
	p, err := s.newSettingsPage(v, values)
	if err != nil {
		return err
	}
	return s.answer(v, "campaign-settings", p)
}

func (s *Server) newSettingsPage(v *visit, values url.Values) (*settingsPage, error) {
	p := &settingsPage{deskPage: s.newDeskPage(v, "desk.settings.title"), ReadOnly: !v.may(account.Coordinator)}
	p.Presentation = []fieldView{
		p.field(fieldTitle, "desk.field.title", "desk.field.title.hint", values.Get(fieldTitle)).needed(),
		p.field(fieldPublisher, "desk.field.publisher", "desk.field.publisher.hint", values.Get(fieldPublisher)),
		p.field(fieldLanguage, "desk.field.language", "desk.field.language.hint", values.Get(fieldLanguage)).among(s.tongues()),
	}
	p.Period = []fieldView{
		p.field(fieldFrom, "desk.field.from", "desk.settings.from.hint", values.Get(fieldFrom)).typed("date").needed(),
		p.field(fieldTo, "desk.field.to", "desk.settings.to.hint", values.Get(fieldTo)).typed("date"),
		p.field(settingZone, "desk.settings.zone", "desk.settings.zone.hint", values.Get(settingZone)).needed(),
	}
	if err := s.successors(v, p, values.Get(settingSuccessor)); err != nil {
		return nil, err
	}
	p.Counting = []tickView{
		p.tick(settingLate, "desk.settings.late", "desk.settings.late.hint", values.Get(settingLate)),
		p.tick(settingOutside, "desk.settings.outside", "desk.settings.outside.hint", values.Get(settingOutside)),
	}
	p.Privacy = []fieldView{
		p.field(settingKeep, "desk.settings.keep", "desk.settings.keep.hint", values.Get(settingKeep)).typed("date"),
		p.field(settingCorrection, "desk.settings.correction", "desk.settings.correction.hint", values.Get(settingCorrection)).typed("number"),
	}
	for _, tag := range locale.Languages() {
		key := settingProcedure + string(tag)
		label := s.Catalogue.Printer(tag).Text("language.name", nil)
		f := fieldView{Name: key, Label: label, Value: values.Get(key), page: p.deskPage}.lines(6)
		p.Procedure = append(p.Procedure, f)
	}
	p.outcomes(v.campaign.Form(), values)
	p.groups(v.campaign.Form(), values)
	return p, nil
}

// successors adds the campaigns that can follow this one, where there are others.
func (s *Server) successors(v *visit, p *settingsPage, chosen string) error {
	all, err := s.Store.Campaigns(v.Request().Context())
	if err != nil {
		return err
	}
	others := []option{{Label: p.T("desk.settings.successor.none")}}
	for _, k := range all {
		if k.Slug != v.campaign.Slug {
			others = append(others, option{Value: k.Slug, Label: k.Title})
		}
	}
	if len(others) > 1 {
		p.Period = append(p.Period, p.field(settingSuccessor, "desk.settings.successor", "desk.settings.successor.hint", chosen).among(others))
	}
	return nil
}

// tick makes a setting that is on or off.
func (p *settingsPage) tick(name, label, hint, value string) tickView {
	return tickView{Name: name, Label: p.T(label), Hint: p.T(hint), On: value == settingOn}
}

// outcomes fills in how the answers of the role outcome are read, in forms that have one.
func (p *settingsPage) outcomes(f *form.Form, values url.Values) {
	q := f.Role(form.RoleOutcome)
	if q == nil || q.List == nil {
		return
	}
	for _, side := range outcomeSides() {
		p.Sides = append(p.Sides, p.T("desk.settings.outcome."+side))
	}
	for c := range q.List.All() {
		row := outcomeRow{Name: outcomePrefix + c.Code, Label: c.Label.In(p.printer.Tag())}
		for i, side := range outcomeSides() {
			row.Sides = append(row.Sides, option{Value: side, Label: p.Sides[i], Chosen: values.Get(row.Name) == side})
		}
		p.Outcomes = append(p.Outcomes, row)
	}
}

// groups fills in the publication groups and the codes that they can be made of, in forms that ask for institutions.
func (p *settingsPage) groups(f *form.Form, values url.Values) {
	q := f.Role(form.RoleInstitution)
	if q == nil || q.List == nil {
		return
	}
	field := p.field(settingGroups, "desk.settings.groups", "desk.settings.groups.hint", values.Get(settingGroups)).lines(8)
	p.Groups = &field
	for _, c := range q.List.Choices {
		p.Members = append(p.Members, option{Value: c.Code, Label: c.Heading(p.printer.Tag())})
	}
}

// changeSettings keeps the settings, all of them or none.
func (s *Server) changeSettings(v *visit) error {
	values := v.posted()
	for _, key := range []string{settingLate, settingOutside} {
		if values.Get(key) != settingOn {
			values.Set(key, settingOff)
		}
	}
	settings := readSettings(v.campaign.Form(), values)
	_, err := s.Store.Update(v.Request().Context(), v.campaign.Slug, func(k *campaign.Campaign) error { return k.Set(settings...) })
	if err != nil {
		p, failed := s.newSettingsPage(v, values)
		if failed != nil {
			return failed
		}
		return s.refuse(v, err, "campaign-settings", p)
	}
	return s.redirect(v, after(deskRoot+"/"+v.campaign.Slug+"/settings", "settings", 0))
}

// readSettings returns the settings that a form holds, as campaign.Set reads them. What the page does not show stays
// as it is.
func readSettings(f *form.Form, values url.Values) []campaign.Setting {
	var settings []campaign.Setting
	set := func(key, value string) { settings = append(settings, campaign.Setting{Key: key, Value: value}) }
	for _, key := range campaign.SettingKeys() {
		if key != settingGroups && key != settingOutcome && values.Has(key) {
			set(key, values.Get(key))
		}
	}
	if values.Has(settingGroups) {
		groups := strings.TrimSpace(values.Get(settingGroups))
		if groups == "" {
			groups = noGroups
		}
		set(settingGroups, groups)
	}
	if q := f.Role(form.RoleOutcome); q != nil && q.List != nil {
		set(settingOutcome, outcomeSetting(q.List, values))
	}
	return settings
}

// outcomeSetting writes the reading of the outcomes.
func outcomeSetting(l *form.List, values url.Values) string {
	codes := map[string][]string{}
	for c := range l.All() {
		side := values.Get(outcomePrefix + c.Code)
		codes[side] = append(codes[side], c.Code)
	}
	var lines []string
	for _, side := range outcomeSides() {
		if len(codes[side]) > 0 {
			lines = append(lines, side+":"+strings.Join(codes[side], ","))
		}
	}
	return strings.Join(lines, ";")
}
