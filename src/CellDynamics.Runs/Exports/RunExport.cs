using System.Security.Cryptography;
using System.Text.Json;
using CellDynamics.Data.Formats;
using CellDynamics.Data.H5ad.Copying;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Exports;

/// <summary>Writes the dataset of a finished run with the results added.</summary>
public static class RunExport
{
    /// <param name="run">Finished; its request knows the dataset.</param>
    /// <param name="target">The .h5ad file to write; replaced where it exists. Where it is <see cref="RunFolder.FullExport"/>, the list is kept beside it.</param>
    /// <returns>What the target does not hold, or holds otherwise.</returns>
    /// <exception cref="RunException">The run is not finished, or its dataset is gone or another one by now.</exception>
    /// <exception cref="Data.Annotated.DatasetException">The dataset or the result cannot be read.</exception>
    public static IReadOnlyList<LeftOut> Write(RunFolder run, string target)
    {
        if (!File.Exists(run.Request))
            throw new RunException($"{run.Root}: expected the folder of a finished run, found none of a run. Name what stood after --out of celldynamics run.");
        if (!File.Exists(run.Result))
            throw new RunException($"{run.Root}: expected a finished run, found one without {Path.GetFileName(run.Result)}. Run it to its end first.");
        RunRequest request = run.ReadRequest();
        if (new[] { request.DatasetPath, run.Result }.Any(read => Path.GetFullPath(read) == Path.GetFullPath(target)))
            throw new RunException($"{target}: expected the name of a new file, found that of the dataset or of the result itself. Choose another --out.");
        RequireSame(request, run);
        bool isKept = Path.GetFullPath(target) == Path.GetFullPath(run.FullExport);
        if (isKept)
            File.Delete(run.FullExportList);
        IReadOnlyList<LeftOut> left = FullExport.Write(request.DatasetPath, run.Result, target);
        if (isKept)
        {
            string unfinished = run.FullExportList + ".tmp";
            File.WriteAllText(unfinished, JsonSerializer.Serialize(left));
            File.Move(unfinished, run.FullExportList);
        }
        return left;
    }

    private static void RequireSame(RunRequest request, RunFolder run)
    {
        if (!File.Exists(request.DatasetPath))
            throw new RunException($"{request.DatasetPath}: expected the file that {run.Root} was made from, found none. Put it back.");
        using FileStream content = File.OpenRead(request.DatasetPath);
        if (Convert.ToHexStringLower(SHA256.HashData(content)) != request.DatasetSha256)
            throw new RunException($"{request.DatasetPath}: expected the file that {run.Root} was made from, found another one in its place. Put it back, or run the analysis again.");
    }
}
