package campaign

// SheetCount is how many sheets a campaign holds, erased ones left out.
type SheetCount struct {
	Counted    int
	NotCounted int // rejected or excluded
	Trial      int // came in during the trial: opening the campaign deletes them
}

// CountSheets counts the sheets of a view. It reads every sheet.
func CountSheets(v View) (SheetCount, error) {
	var n SheetCount
	for k, err := range v.Tallied(0) {
		switch {
		case err != nil:
			return n, err
		case k.Erased:
		case k.Trial:
			n.Trial++
		case k.Sheet.Status.Counts():
			n.Counted++
		default:
			n.NotCounted++
		}
	}
	return n, nil
}
