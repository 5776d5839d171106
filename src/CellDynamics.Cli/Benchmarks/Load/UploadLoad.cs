using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace CellDynamics.Cli.Benchmarks.Load;

/// <summary>Uploads by the protocol and in the pieces of the site's own script, each at its share of a network.</summary>
internal sealed class UploadLoad(LoadSite site, LoadJournal journal, string file, int count)
{
    private const int Piece = 8 * 1024 * 1024;

    private readonly double bytesPerSecond = LoadPlan.Network / count;

    /// <summary>How long each took, seconds; only those that arrived whole.</summary>
    public IReadOnlyList<double> Seconds { get; private set; } = [];

    /// <summary>All at once.</summary>
    public async Task RunAsync(CancellationToken leaving)
    {
        string whole = await DigestAsync(leaving);
        double?[] seconds = await Task.WhenAll(Enumerable.Range(1, count).Select(number => TryAsync(number, whole, leaving)));
        Seconds = [.. seconds.OfType<double>()];
    }

    private async Task<double?> TryAsync(int number, string whole, CancellationToken leaving)
    {
        try
        {
            return await SendAsync(number, whole, leaving);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            journal.Failed("upload: not done in time", $"Upload {number} was cut off at the end of the benchmark.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            journal.Failed("upload", failure.Message);
        }
        return null;
    }

    private async Task<double> SendAsync(int number, string whole, CancellationToken leaving)
    {
        using var http = new HttpClient { BaseAddress = site.Address, Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Add("Tus-Resumable", "1.0.0");
        await using FileStream content = File.OpenRead(file);
        string address = await CreateAsync(http, $"upload-{number}.h5ad", content.Length, leaving);
        byte[] piece = new byte[Piece];
        var clock = Stopwatch.StartNew();
        string? dataset = null;
        while (content.Position < content.Length)
        {
            long offset = content.Position;
            int length = await content.ReadAtLeastAsync(piece, Piece, throwOnEndOfStream: false, leaving);
            dataset = await AppendAsync(http, address, offset, piece.AsMemory(0, length), content.Position == content.Length ? whole : null, leaving);
            TimeSpan ahead = TimeSpan.FromSeconds(content.Position / bytesPerSecond) - clock.Elapsed;
            if (ahead > TimeSpan.Zero)
                await Task.Delay(ahead, leaving);
        }
        return dataset is null ? throw new IOException($"upload-{number}.h5ad: expected a dataset when the last piece had arrived, found none.") : clock.Elapsed.TotalSeconds;
    }

    private static async Task<string> CreateAsync(HttpClient http, string name, long length, CancellationToken leaving)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/uploads");
        request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}");
        using HttpResponseMessage answer = await http.SendAsync(request, leaving);
        await CheckAsync(answer, name, leaving);
        return answer.Headers.Location!.ToString();
    }

    private static async Task<string?> AppendAsync(HttpClient http, string address, long offset, ReadOnlyMemory<byte> piece, string? whole, CancellationToken leaving)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, address) { Content = new ReadOnlyMemoryContent(piece) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Checksum", $"sha256 {Convert.ToBase64String(SHA256.HashData(piece.Span))}");
        if (whole is not null)
            request.Headers.Add("CellDynamics-Checksum", $"sha256 {whole}");
        using HttpResponseMessage answer = await http.SendAsync(request, leaving);
        await CheckAsync(answer, address, leaving);
        return answer.Headers.TryGetValues("CellDynamics-Dataset", out IEnumerable<string>? values) ? values.First() : null;
    }

    private static async Task CheckAsync(HttpResponseMessage answer, string what, CancellationToken leaving)
    {
        if (!answer.IsSuccessStatusCode)
            throw new IOException($"{what}: the server answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(leaving)}");
    }

    private async Task<string> DigestAsync(CancellationToken leaving)
    {
        await using FileStream content = File.OpenRead(file);
        return Convert.ToBase64String(await SHA256.HashDataAsync(content, leaving));
    }
}
