package sheet_test

import ("testing";"time";"strings";"releve/internal/guard";"releve/internal/locale"
"releve/forms";"releve/internal/form";"releve/internal/sheet")

var sheetSink *sheet.Sheet
func BenchmarkZZRead(b *testing.B) {
	lib, _ := form.Load(forms.FS)
	f, _ := lib.Form("monitoring-1030")
	e := sheet.Entry{ID:"3f2b8c1e-9d4a-4c7b-8e21-0a5d6f7c8b90", Date:"2022-09-14", Language:"fr", Answers: sheet.Fields{"inst":{"com-pop"},"proc":{"rdv"},"dur":{"d10"},"dur.minutes":{"15"},"out":{"ko"},"fn":{"as"},"com":{strings.Repeat("Le guichet était fermé, trois appels sans réponse. ",11)}}}
	e2 := e; e2.Answers = sheet.Fields{"inst":{"com-pop"},"proc":{"rdv"},"dur":{"d10"},"out":{"ko"}}
	now := time.Date(2022,9,14,10,0,0,0,time.UTC)
	for _, c := range []struct{n string; e sheet.Entry}{{"full",e},{"short",e2}} {
	b.Run(c.n, func(b *testing.B){ b.ReportAllocs(); for b.Loop() { s, err := sheet.Read(f, c.e, now); if err != nil { b.Fatal(err) }; sheetSink = s } })
	}
	b.Run("guard", func(b *testing.B){ b.ReportAllocs(); for b.Loop() { if guard.Check(e.Answers["com"][0]) != nil { b.Fatal() } } })
	b.Run("clean", func(b *testing.B){ b.ReportAllocs(); for b.Loop() { locale.Clean(e.Answers["com"][0]) } })
	b.Run("digest", func(b *testing.B){ b.ReportAllocs(); for b.Loop() { sheetSink.Digest(sheet.Salt{}) } })
	f, _ = lib.Form("monitoring-plus")
	e3 := e; e3.Answers = sheet.Fields{"inst":{"com-pop"},"proc":{"rdv"},"dur":{"r10"},"out":{"ko"},"why":{"auth","late","skill"}}
	b.Run("plus", func(b *testing.B){ b.ReportAllocs(); for b.Loop() { s, err := sheet.Read(f, e3, now); if err != nil { b.Fatal(err) }; sheetSink = s } })
}
