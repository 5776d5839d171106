using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Endpoints;

/// <summary>The site as a process of its own that is killed in the middle of an upload, without any chance to tidy up.</summary>
public sealed class KilledSiteTests : IAsyncDisposable
{
    private readonly ScratchFolder folder = new();
    private readonly HttpClient client = new();
    private Process? site;

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await KillAsync();
        await folder.DisposeAsync();
    }

    [Fact]
    public async Task An_upload_goes_on_after_the_site_was_killed_in_the_middle_of_a_piece_and_every_byte_is_right()
    {
        byte[] file = new byte[6_000_000];
        new Random(6).NextBytes(file);
        string checksum = $"sha256 {Convert.ToBase64String(SHA256.HashData(file))}";
        Uri address = await StartAsync();
        string upload = await CreateAsync(address, file.Length);
        for (int kill = 0; kill < 3; kill++)
        {
            long offset = await OffsetAsync(address, upload);
            byte[] piece = file[(int)offset..(int)Math.Min(offset + 2_000_000, file.Length)];
            // The first piece says its checksum, so what arrived of it does not count; of the others it does.
            using var stop = new CancellationTokenSource();
            using var sent = new SlowContent(piece, stop.Token);
            Task<HttpResponseMessage> answer = SendAsync(HttpMethod.Patch, new Uri(address, upload), sent,
                kill == 0 ? [("Upload-Offset", $"{offset}"), ("Upload-Checksum", $"sha256 {Convert.ToBase64String(SHA256.HashData(piece))}")] : [("Upload-Offset", $"{offset}")]);
            string part = Path.Combine(folder.Path, "uploads", $"{upload.Split('/')[^1]}.part");
            // The file still holds what the last kill left, which counts for nothing: only the site knows what arrived since. Of a piece with a checksum it tells nothing before the end.
            bool hasArrived = false;
            for (int look = 0; look < 2000 && !hasArrived; look++)
            {
                await Task.Delay(10);
                hasArrived = kill == 0 ? new FileInfo(part).Length > offset : await OffsetAsync(address, upload) > offset;
            }
            Assert.True(hasArrived, "Nothing arrived before the kill.");
            await KillAsync();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => answer);
            address = await StartAsync();
            long reached = await OffsetAsync(address, upload);
            Assert.True(kill == 0 ? reached == 0 : reached > offset && reached < file.Length, $"Found {reached} after kill {kill}.");
        }
        long rest = await OffsetAsync(address, upload);
        using var last = new ByteArrayContent(file[(int)rest..]);
        using HttpResponseMessage done = await SendAsync(HttpMethod.Patch, new Uri(address, upload), last, ("Upload-Offset", $"{rest}"), ("CellDynamics-Checksum", checksum));
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
        string dataset = done.Headers.GetValues("CellDynamics-Dataset").Single();
        Assert.Equal(file, await client.GetByteArrayAsync(new Uri(address, $"/api/datasets/{dataset}/file")));
    }

    private async Task<Uri> StartAsync()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "CellDynamics.Web.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0", "--DataRoot", folder.Path, "--SampleData", folder["none"], "--Execution:Command", folder["no-program"], "--Uploads:KeepFreeBytes", "0"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        site = Process.Start(start)!;
        site.ErrorDataReceived += (_, _) => { };
        site.BeginErrorReadLine();
        var said = new StringBuilder();
        while (await site.StandardOutput.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            if (line.Split("Open ") is [_, var rest])
            {
                Process reading = site;
                _ = Task.Run(() => reading.StandardOutput.ReadToEndAsync());
                return new Uri(rest.Split(' ')[0]);
            }
        }
        throw new InvalidOperationException($"The site did not start: {said}");
    }

    private async Task KillAsync()
    {
        if (site is null)
            return;
        site.Kill();
        await site.WaitForExitAsync();
        site.Dispose();
        site = null;
    }

    private async Task<string> CreateAsync(Uri address, int length)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, new Uri(address, "/api/uploads"), null,
            ("Upload-Length", $"{length}"), ("Upload-Metadata", $"filename {Convert.ToBase64String("cells.h5ad"u8)}"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    private async Task<long> OffsetAsync(Uri address, string upload)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Head, new Uri(address, upload), null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return long.Parse(answer.Headers.GetValues("Upload-Offset").Single());
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (content is not null)
            content.Headers.ContentType = new("application/offset+octet-stream");
        return await client.SendAsync(request);
    }

    /// <summary>Sends half, then nothing more.</summary>
    private sealed class SlowContent(byte[] bytes, CancellationToken until) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await stream.FlushAsync();
            await Task.Delay(Timeout.Infinite, until);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
