package pdf

// What is drawn on a page.
//
//words:ok operators of PDF
const (
	opFill     = "q %.3f g %.3f %.3f %.3f %.3f re f Q"
	opOutline  = "q 0 G %.3f w 0 j %.3f %.3f %.3f %.3f re S Q"
	opLine     = "q %.3f G 0 J %.3f w %.3f %.3f m %.3f %.3f l S Q"
	opArtifact = "/Artifact BMC"
	opContent  = "/%s <</MCID %d>> BDC"
	opEnd      = "EMC\n"
)

// What a file is made of. Behind the first line stand four bytes that make everybody take the file for binary.
//
//words:ok the file format of PDF
const (
	fileHead    = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"
	fileObject  = "%d 0 obj\n%s\nendobj\n"
	fileStream  = "<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
	filePacked  = "/Type/ObjStm/N %d/First %d"
	fileTable   = "/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%x><%x>]"
	fileEnd     = "startxref\n%d\n%%%%EOF\n"
	fileCatalog = "<</Type/Catalog/Pages 1 0 R/Lang%s/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R" +
		"/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>>>"
	filePage = "<</Type/Page/StructParents %d/Tabs/S\n"

	treeRoot    = "<</Type/StructTreeRoot/K %d 0 R/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d>>"
	treeElement = "<</Type/StructElem/S/%s/P %d 0 R"
	treePage    = "/Pg %d 0 R"
	treeKid     = "%d 0 R "
	treeOwners  = "%d %d 0 R "
	treeContent = "<</Type/MCR/Pg %d 0 R/MCID %d>>"
)

// What fpdf writes.
//
//words:ok the file format of PDF
const (
	drawnTable  = "startxref\n"
	drawnEnd    = "%%EOF"
	drawnInUse  = " n "
	drawnObject = " obj\n"
	drawnClose  = "\nendobj\n"
	drawnStream = "endstream"
	drawnPage   = "<</Type /Page\n"
	drawnDate   = "\n/CreationDate"
)
