package xlsx_test

import (
	"os"
	"testing"

	"releve/internal/report"
)

func TestZZ(t *testing.T) {
	insts := []string{"Fédération Wallonie-Bruxelles", "Commune de Schaerbeek", "ONEM", "Actiris", "CPAS", "Office des étrangers (OE)", "Mutualité chrétienne", "Syndicat FGTB", "SPF Finances", "Logement social", "ONSS"}
	lines := logs(416, insts...)
	b := bookOf(lines, nil)
	// a tree, several charts, a two-way table, comments
	tree := breakdown(lines, "Arbre", "institution", func(l logged) string { return l.institution }, report.Chart{Kind: report.Bars, Title: "Arbre: groupes", Series: []int{1}, Text: "x"})
	for i := range tree.Tables[0].Rows {
		if i%3 != 0 && !tree.Tables[0].Rows[i].Total {
			tree.Tables[0].Rows[i].Level = 1
			tree.Tables[0].Rows[i].Note = "Compris dans le groupe ci-dessus, selon la liste de la campagne"
		}
	}
	tree.Charts = append(tree.Charts, report.Chart{Kind: report.Stacked, Title: "Issue connue et non abouties", Table: "institution", Series: []int{3, 4}, Rows: 8, Text: "y"})
	b.Reports = append(b.Reports[:3], append([]*report.Report{tree, cross(), comments()}, b.Reports[3:]...)...)
	codes := codesOf(lines)
	data := writeAll(t, b, codes.Lines, codes.Header...)
	if err := os.WriteFile("/tmp/x/w.xlsx", data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func cross() *report.Report {
	head := []string{"Institution", "Aboutie du premier coup", "Aboutie après rappel", "Non aboutie", "En attente", "Réorientée", "Abandonnée par la personne", "Sans réponse", "Total"}
	var rows []report.Row
	for _, n := range []string{"Fédération Wallonie-Bruxelles", "Commune de Schaerbeek", "ONEM", "Actiris", "CPAS"} {
		r := report.Row{Cells: []report.Cell{{Text: n}}}
		for i := range head[1:] {
			r.Cells = append(r.Cells, report.Cell{Kind: report.Count, Value: float64(i * 13)})
		}
		rows = append(rows, r)
	}
	return &report.Report{Name: "Croisements", Language: "fr", Title: "Monitoring", Wide: true, Tables: []report.Table{{Key: "a", Title: "Institution et issue", Head: head, Rows: rows, Note: "Nombre de démarches"}, {Key: "b", Title: "Service et issue", Head: head, Rows: rows}}}
}

func comments() *report.Report {
	t := report.Table{Key: "c", Title: "Commentaires", Note: "Tels qu'ils ont été écrits.", Head: []string{"Date", "Service", "Institution", "Commentaire"}}
	for i := range 60 {
		text := "Trois appels sans réponse."
		if i%3 == 0 {
			text = "La personne a appelé trois fois le guichet unique sans obtenir de réponse ; elle s'est présentée sur place et on lui a demandé de prendre rendez-vous en ligne, ce qu'elle ne peut pas faire seule. =1+1"
		}
		t.Rows = append(t.Rows, report.Row{Cells: []report.Cell{{Kind: report.Date, Text: "2022-09-14"}, {Text: "Maison de quartier d'Helmet"}, {Text: "Fédération Wallonie-Bruxelles"}, {Text: text}}})
	}
	return &report.Report{Name: "Commentaires", Language: "fr", Title: "Monitoring", Wide: true, Tables: []report.Table{t}}
}
