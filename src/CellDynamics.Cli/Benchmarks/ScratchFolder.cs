namespace CellDynamics.Cli.Benchmarks;

/// <summary>A folder that processes of a benchmark wrote to.</summary>
internal static class ScratchFolder
{
    private const int Attempts = 50;

    /// <summary>Of a process that was killed, children may write for a moment yet.</summary>
    public static async Task DeleteAsync(string folder)
    {
        for (int attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (attempt < Attempts)
            {
                await Task.Delay(100, CancellationToken.None);
            }
        }
    }
}
