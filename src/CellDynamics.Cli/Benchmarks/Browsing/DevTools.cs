using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;

namespace CellDynamics.Cli.Benchmarks.Browsing;

/// <summary>The line by which a browser is driven. Ref: chromedevtools.github.io/devtools-protocol.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    // Twice what a page is given to show an effect: a page that crashed answers nothing, ever.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1);
    private readonly CancellationTokenSource leaving = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> calls = new();
    private readonly Action<string, JsonElement> heard;
    private Task listening = Task.CompletedTask;
    private int last;

    private DevTools(Action<string, JsonElement> heard) => this.heard = heard;

    /// <param name="address">As the browser says it when it starts.</param>
    /// <param name="heard">Hears what happens in the browser: its name and what it holds.</param>
    public static async Task<DevTools> ConnectAsync(Uri address, Action<string, JsonElement> heard, CancellationToken cancellation)
    {
        var tools = new DevTools(heard);
        await tools.socket.ConnectAsync(address, cancellation);
        tools.listening = tools.ListenAsync();
        return tools;
    }

    /// <param name="session">Of a page; null for the browser itself.</param>
    /// <exception cref="IOException">The browser refuses, does not answer, or is gone.</exception>
    public async Task<JsonElement> SendAsync(string method, object given, string? session = null)
    {
        int id = Interlocked.Increment(ref last);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        calls[id] = answer;
        byte[] message = session is null
            ? JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = given })
            : JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = given, sessionId = session });
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (WebSocketException failure)
        {
            throw new IOException($"The browser does not answer: {failure.Message}", failure);
        }
        finally
        {
            sending.Release();
        }
        try
        {
            return await answer.Task.WaitAsync(Longest);
        }
        catch (TimeoutException failure)
        {
            calls.TryRemove(id, out _);
            throw new IOException($"{method}: no answer of the browser within {Longest.TotalSeconds:0} s.", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        await listening;
        socket.Dispose();
        sending.Dispose();
        leaving.Dispose();
    }

    private async Task ListenAsync()
    {
        string reason = "The browser was closed.";
        try
        {
            using var whole = new MemoryStream();
            byte[] buffer = new byte[64 * 1024];
            while (true)
            {
                ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), leaving.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                    break;
                whole.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage)
                    continue;
                Hear(whole.GetBuffer().AsMemory(0, (int)whole.Length));
                whole.SetLength(0);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            reason = end.Message;
        }
        foreach (TaskCompletionSource<JsonElement> call in calls.Values)
            call.TrySetException(new IOException(reason));
    }

    private void Hear(ReadOnlyMemory<byte> message)
    {
        using JsonDocument document = JsonDocument.Parse(message);
        JsonElement root = document.RootElement.Clone();
        if (!root.TryGetProperty("id", out JsonElement id))
            heard(root.GetProperty("method").GetString()!, root.GetProperty("params"));
        else if (calls.TryRemove(id.GetInt32(), out TaskCompletionSource<JsonElement>? call))
        {
            if (root.TryGetProperty("error", out JsonElement error))
                call.TrySetException(new IOException(error.GetProperty("message").GetString()));
            else
                call.TrySetResult(root.GetProperty("result"));
        }
    }
}
