using System.CommandLine;
using CellDynamics.Data.Formats;

namespace CellDynamics.Cli.Requests;

/// <summary>How a file is read that can be read in more than one way.</summary>
internal sealed class ReadingOptions
{
    private readonly Option<string> modality = Symbols.Option<string>("--modality", "Which part of a file with several: a modality of MuData, a genome of 10x Genomics, a sample of an archive or folder of several.");
    private readonly Option<string> rows = Symbols.Option<string>("--rows", "What the rows of a table hold, genes or cells. Default: guessed, and said.");

    private readonly Option<string> annotations = Symbols.Option<string>("--annotations", "Table that says more about the cells (CSV or TSV): a line for each cell, its name first, or for each value of a column of the file, such as sample, with that head first.");

    public ReadingOptions() => rows.AcceptOnlyFromAmong("genes", "cells");

    /// <summary>What can be named as a file.</summary>
    public const string Kinds = "AnnData (.h5ad), MuData (.h5mu), 10x Genomics (.h5), loom, a Matrix Market triplet (the folder, its .mtx file, or a zip or tar of the three, also of several samples), a table of numbers (.csv, .tsv); also packed by gzip, bzip2, zip or tar";

    public void AddTo(Command command)
    {
        command.Add(modality);
        command.Add(rows);
        command.Add(annotations);
    }

    public OpenChoices Read(ParseResult parsed) => new()
    {
        Modality = parsed.GetValue(modality),
        Annotations = parsed.GetValue(annotations),
        AreRowsGenes = parsed.GetValue(rows) is { } held ? held == "genes" : null,
    };
}
