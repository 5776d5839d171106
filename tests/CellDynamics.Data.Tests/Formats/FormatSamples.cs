using System.IO.Compression;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Formats;

/// <summary>Small files of text, and what a matrix holds as plain rows.</summary>
internal static class FormatSamples
{
    public static double[][] Dense(ICellMatrix matrix)
    {
        double[][] rows = [.. Enumerable.Range(0, matrix.Rows).Select(_ => new double[matrix.Columns])];
        foreach (SparseRows block in matrix.ReadRowBlocks(3))
            for (int row = 0; row < block.Rows; row++)
                for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                    rows[block.FirstRow + row][block.Indices[i]] = block.Values[i];
        return rows;
    }

    /// <summary>A matrix of two genes and three cells with its companions.</summary>
    /// <returns>Path of the matrix.</returns>
    public static string Triplet(ScratchFolder folder, string prefix, string matrix)
    {
        File.WriteAllText(folder.File(prefix + "matrix.mtx"), matrix);
        File.WriteAllText(folder.File(prefix + "genes.tsv"), "ENSG01\tA\nENSG02\tB\n");
        File.WriteAllText(folder.File(prefix + "barcodes.tsv"), "AAAC-1\nCCCA-1\nGGGT-1\n");
        return folder.File(prefix + "matrix.mtx");
    }

    /// <summary>As the program does it: the file is replaced by one with <c>.gz</c> behind its name.</summary>
    public static string Gzip(string path)
    {
        using (FileStream from = File.OpenRead(path))
        using (var to = new GZipStream(File.Create(path + ".gz"), CompressionLevel.Fastest))
            from.CopyTo(to);
        File.Delete(path);
        return path + ".gz";
    }

    public static string Write(ScratchFolder folder, string name, string text)
    {
        File.WriteAllText(folder.File(name), text);
        return folder.File(name);
    }
}
