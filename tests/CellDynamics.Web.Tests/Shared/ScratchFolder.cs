namespace CellDynamics.Web.Tests.Shared;

/// <summary>A folder of its own for a test, gone afterwards.</summary>
internal sealed class ScratchFolder : IAsyncDisposable
{
    private const int Tries = 40;

    public string Path { get; } = Directory.CreateTempSubdirectory("celldynamics-web-").FullName;

    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>A page that was closed may still end a read of the database; that file is not in use for long.</summary>
    public async ValueTask DisposeAsync()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (attempt < Tries)
            {
                await Task.Delay(50);
            }
        }
    }
}
