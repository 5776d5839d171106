using System.CommandLine;
using CellDynamics.Data.Formats;

namespace CellDynamics.Cli.Requests;

/// <summary>How a file is read that can be read in more than one way.</summary>
internal sealed class ReadingOptions
{
    private readonly Option<string> modality = Symbols.Option<string>("--modality", "Which part of a file with several: a modality of MuData, a genome of 10x Genomics.");
    private readonly Option<string> rows = Symbols.Option<string>("--rows", "What the rows of a table hold, genes or cells. Default: guessed, and said.");

    public ReadingOptions() => rows.AcceptOnlyFromAmong("genes", "cells");

    /// <summary>What can be named as a file.</summary>
    public const string Kinds = "AnnData (.h5ad), MuData (.h5mu), 10x Genomics (.h5), loom, a Matrix Market triplet (the folder, its .mtx file, or a zip or tar of the three), a table of numbers (.csv, .tsv); also packed by gzip, bzip2, zip or tar";

    public void AddTo(Command command)
    {
        command.Add(modality);
        command.Add(rows);
    }

    public OpenChoices Read(ParseResult parsed) => new()
    {
        Modality = parsed.GetValue(modality),
        AreRowsGenes = parsed.GetValue(rows) is { } held ? held == "genes" : null,
    };
}
