using System.Globalization;
using System.IO.Compression;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Hostile;

/// <summary>Damaged files are opened or refused in the words of the format: no hang, no other exception, no memory beyond the limit. CELLDYNAMICS_MUTATIONS=100000 runs as many.</summary>
public class FuzzTests
{
    // Where a damaged length says so the library asks for the largest array there is (2 GB, untouched) before it looks whether the file has as much, a few times at most.
    private const long AllocationLimit = 12L << 30;
    private const int LargestSource = 400_000;
    // A hang has no end; a machine that is busy with other work has.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Damaged_files_are_refused_in_good_order()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("CELLDYNAMICS_MUTATIONS") ?? "2000", CultureInfo.InvariantCulture);
        int first = int.Parse(Environment.GetEnvironmentVariable("CELLDYNAMICS_FIRST_MUTATION") ?? "0", CultureInfo.InvariantCulture);
        using var folder = new ScratchFolder();
        (string Name, byte[] Bytes)[] sources = Sources(folder);
        var failures = new List<string>();
        int opened = 0;
        for (int seed = first; seed < first + count && failures.Count < 20; seed++)
        {
            (string name, byte[] bytes) = sources[seed % sources.Length];
            string path = folder.File("mutant" + Path.GetExtension(name));
            await File.WriteAllBytesAsync(path, FileMutator.Mutate(bytes, seed), TestContext.Current.CancellationToken);
            Task<string> look = Task.Run(() => Look(path));
            if (await Task.WhenAny(look, Task.Delay(Patience, TestContext.Current.CancellationToken)) != look)
            {
                failures.Add($"seed {seed} of {name}: hangs");
                break;
            }
            string outcome = await look;
            opened += outcome.Length == 0 ? 1 : 0;
            if (outcome is not ("" or "refused"))
                failures.Add($"seed {seed} of {name}: {outcome}");
        }
        Assert.True(failures.Count == 0, string.Join("\n", failures));
        // Were all of them refused, the mutator would only test the first bytes.
        Assert.InRange(opened, count / 20, count - count / 20);
    }

    /// <summary>Nothing where the file opened, "refused", or what should not have happened.</summary>
    private static string Look(string path)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string outcome;
        try
        {
            Inspection.Of(path).ToJson();
            outcome = "";
        }
        catch (DatasetException)
        {
            outcome = "refused";
        }
        catch (Exception other)
        {
            outcome = string.Join("\n", other.ToString().Split('\n').Where((line, at) => at == 0 || line.Contains("CellDynamics", StringComparison.Ordinal)).Take(6));
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated > AllocationLimit ? $"{allocated >> 20} MB allocated" : outcome;
    }

    private static (string Name, byte[] Bytes)[] Sources(ScratchFolder folder)
    {
        var sources = new List<(string, byte[])>();
        foreach (string kind in new[] { "csr", "dense" })
        {
            string own = folder.File($"own-{kind}.h5ad");
            H5adWriter.Write(own, Samples.Content(30, 20, kind));
            sources.Add((Path.GetFileName(own), File.ReadAllBytes(own)));
        }
        string table = folder.File("own.csv"), triplet = folder.File("own.zip");
        File.WriteAllText(table, "cell,day,condition,MYOG,ACTB,GAPDH\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"c{i},{i % 2},{(i % 3 == 0 ? "ctrl" : "\"a, b\"")},{i % 3},{i * 0.25:0.00},\n")));
        using (ZipArchive zip = ZipFile.Open(triplet, ZipArchiveMode.Create))
            foreach ((string name, string text) in new[] { ("matrix.mtx", "%%MatrixMarket matrix coordinate real general\n% made up\n3 4 4\n1 1 5\n2 3 7.5\n1 4 2\n3 2 1e-3\n"), ("barcodes.tsv", "A-1\nB-1\nC-1\nD-1\n"), ("features.tsv", "E1\tMYOG\tGene Expression\nE2\tCD3\tAntibody Capture\nE3\tACTB\tGene Expression\n") })
            {
                using var writer = new StreamWriter(zip.CreateEntry(name, CompressionLevel.NoCompression).Open());
                writer.Write(text);
            }
        sources.Add(("own.csv", File.ReadAllBytes(table)));
        sources.Add(("own.zip", File.ReadAllBytes(triplet)));
        foreach (string shared in SharedData.Expectations().Select(relative => SharedData.FileOf(SharedData.Require(relative))).Where(File.Exists))
            if (new FileInfo(shared).Length <= LargestSource)
                sources.Add((Path.GetFileName(shared), File.ReadAllBytes(shared)));
        return [.. sources];
    }
}
