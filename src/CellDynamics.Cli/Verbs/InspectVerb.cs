using System.CommandLine;
using CellDynamics.Data.Doctor;
using CellDynamics.Data.Formats;

namespace CellDynamics.Cli.Verbs;

/// <summary>The file doctor. Never loads libtorch: an upload is inspected in a small process.</summary>
internal static class InspectVerb
{
    public static Command Build()
    {
        Argument<string> file = Symbols.Argument("FILE", "A file of cells and genes, recognised by its content: AnnData (.h5ad), MuData (.h5mu), 10x Genomics (.h5), loom, a Matrix Market triplet (the folder, its .mtx file, or a zip or tar of the three), a table of numbers (.csv, .tsv); also packed by gzip, bzip2, zip or tar.");
        Option<string> modality = Symbols.Option<string>("--modality", "Which part of a file with several: a modality of MuData, a genome of 10x Genomics.");
        Option<string> rows = Symbols.Option<string>("--rows", "What the rows of a table hold, genes or cells. Default: guessed, and said.");
        rows.AcceptOnlyFromAmong("genes", "cells");
        Option<bool> json = Symbols.Option<bool>("--json", "Print one JSON document.");
        var command = new Command("inspect", "What is in a file, what is wrong with it and how to mend it.") { file, modality, rows, json };
        command.SetAction(parsed => ErrorBoundary.Run(() =>
        {
            Inspection inspection = Inspection.Of(parsed.GetRequiredValue(file), new OpenChoices
            {
                Modality = parsed.GetValue(modality),
                AreRowsGenes = parsed.GetValue(rows) is { } held ? held == "genes" : null,
            });
            Console.Out.WriteLine(parsed.GetValue(json) ? inspection.ToJson() : inspection.ToWords());
            return ExitCode.Done;
        }));
        return command;
    }
}
