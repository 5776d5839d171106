using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CellDynamics.Cli.Benchmarks.Circuits;

/// <summary>One open page of the site, driven without a browser over the protocol that a browser speaks. Ref: dotnet/aspnetcore, src/Components/Server/src/ComponentHub.cs.</summary>
internal sealed class BlazorCircuit : IAsyncDisposable
{
    private const string AttachInterop = "Blazor._internal.attachWebRendererInterop", Navigate = "Blazor._internal.navigationManager.navigateTo";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly PageTree tree = new();
    private readonly HttpClient http;
    private readonly IPageScript script;
    private readonly Uri site;
    private HubConnection? connection;
    private TaskCompletionSource? changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task answering = Task.CompletedTask;
    private string? failure;
    private string? id;
    private long interop, lastCall, lastObject, lastArrival;

    private BlazorCircuit(HttpClient http, Uri site, IPageScript script) => (this.http, this.site, this.script) = (http, site, script);

    /// <summary>What went wrong with the circuit itself; null while it is whole.</summary>
    public string? Failure => failure ?? connection?.Broken;

    /// <param name="http">Fetches the page.</param>
    /// <param name="site">Root of the site, with a slash at its end.</param>
    /// <param name="path">Below it.</param>
    /// <param name="script">Answers for the scripts of the page.</param>
    /// <param name="fetched">Hears the HTML, for whoever fetches what it names.</param>
    /// <exception cref="IOException">The site does not answer, or refuses.</exception>
    public static async Task<BlazorCircuit> OpenAsync(HttpClient http, Uri site, string path, IPageScript script, Func<PageHtml, Task> fetched, CancellationToken cancellation)
    {
        var address = new Uri(site, path);
        using HttpResponseMessage answer = await http.GetAsync(address, cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new IOException($"{path}: the server answered {(int)answer.StatusCode}.");
        PageHtml page = PageHtml.Of(await answer.Content.ReadAsStringAsync(cancellation));
        await fetched(page);
        var circuit = new BlazorCircuit(http, site, script);
        try
        {
            circuit.connection = await HubConnection.OpenAsync(http, new Uri(site, "_blazor"), circuit.Hear, () => circuit.Tell(Stopwatch.GetTimestamp()), cancellation);
            circuit.id = await circuit.connection.InvokeAsync("StartCircuit", [site.ToString(), address.ToString(), "[]", page.State], StartLimit, cancellation) as string
                ?? throw new IOException("The server started no circuit.");
            circuit.connection.Send("UpdateRootComponents", page.Operations, page.State);
            return circuit;
        }
        catch
        {
            await circuit.DisposeAsync();
            throw;
        }
    }

    /// <summary>Looks at the page between two of its changes.</summary>
    public T Look<T>(Func<PageTree, T> look)
    {
        lock (gate)
            return look(tree);
    }

    /// <summary>Waits until the page, or what its scripts know, is as expected.</summary>
    /// <returns>When the last change up to then arrived (<see cref="Stopwatch.GetTimestamp"/>): before the call where it was so already.</returns>
    /// <exception cref="IOException">The circuit failed meanwhile.</exception>
    /// <exception cref="TimeoutException">It did not come about.</exception>
    public async Task<long> UntilAsync(Func<PageTree, bool> isThere, TimeSpan limit, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (Failure is { } reason)
                    throw new IOException(reason);
                if (isThere(tree))
                    return lastArrival;
                changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                next = changed.Task;
            }
            TimeSpan left = limit - clock.Elapsed;
            await next.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellation);
        }
    }

    /// <summary>Follows a link within the page.</summary>
    public void Go(string path) => connection!.Send("OnLocationChanged", new Uri(site, path).ToString(), null, true);

    /// <summary>An event of an element, as a browser tells of it.</summary>
    /// <param name="element">Of the page.</param>
    /// <param name="happening">Such as <c>click</c>.</param>
    /// <param name="value">What a field holds now; null for anything but a field.</param>
    /// <exception cref="IOException">Nobody listens for it.</exception>
    public void Raise(PageNode element, string happening, string? value = null)
    {
        long handler = element.HandlerOf(happening);
        if (handler == 0)
            throw new IOException($"Expected <{element.Name}> to listen for {happening}, found nobody.");
        object? field = value is null ? null : new { componentId = element.Owner, fieldValue = value };
        object happened = value is null
            ? new { type = happening, detail = 1, button = 0, buttons = 0, clientX = 5, clientY = 5, ctrlKey = false, shiftKey = false, altKey = false, metaKey = false }
            : new { value };
        string arguments = JsonSerializer.Serialize(new object[] { new { eventHandlerId = handler, eventName = happening, eventFieldInfo = field }, happened });
        string call = Interlocked.Increment(ref lastCall).ToString(CultureInfo.InvariantCulture);
        connection!.Send("BeginInvokeDotNetFromJS", call, null, "DispatchEventAsync", interop, arguments);
    }

    /// <summary>Leaves as a browser does that closes its page: it tells the server, so that nothing is kept for a return.</summary>
    public async ValueTask DisposeAsync()
    {
        if (connection is null)
            return;
        await connection.DisposeAsync();
        await answering;
        if (id is null || Failure is not null)
            return;
        using var form = new MultipartFormDataContent { { new StringContent(id), "circuitId" } };
        try
        {
            (await http.PostAsync(new Uri(site, "_blazor/disconnect"), form)).Dispose();
        }
        catch (HttpRequestException)
        {
            // A beacon: nobody hears whether it arrived.
        }
    }

    private void Hear(HubMessage call, long arrived)
    {
        switch (call.Target)
        {
            case "JS.RenderBatch" when call.Arguments is [long batch, ReadOnlyMemory<byte> bytes]:
                Apply(batch, bytes);
                break;
            case "JS.AttachComponent" when call.Arguments is [long component, ..]:
                lock (gate)
                    tree.Attach((int)component);
                break;
            case "JS.BeginInvokeJS" when call.Arguments is [long handle, string name, var arguments, long result, long target, ..]:
                Begin(handle, name, arguments as string, result, target);
                break;
            case "JS.EndInvokeDotNet" when call.Arguments is [_, false, var why]:
                failure ??= $"An event failed on the server: {why}";
                break;
            case "JS.Error":
                failure ??= $"The circuit failed: {call.Arguments[0]}";
                break;
        }
        Tell(arrived);
    }

    private void Apply(long batch, ReadOnlyMemory<byte> bytes)
    {
        string? problem = null;
        try
        {
            lock (gate)
                tree.Apply(new RenderBatch(bytes));
        }
        catch (Exception wrong) when (wrong is InvalidDataException or ArgumentOutOfRangeException)
        {
            problem = failure = $"A batch could not be applied: {wrong.Message}";
        }
        connection!.Send("OnRenderCompleted", batch, problem);
    }

    private void Begin(long handle, string name, string? arguments, long result, long target)
    {
        const int ObjectReference = 1;
        using JsonDocument json = JsonDocument.Parse(arguments is null or "" ? "[]" : arguments);
        JsonElement[] given = [.. json.RootElement.Clone().EnumerateArray()];
        if (name == AttachInterop)
            interop = given[1].GetProperty("__dotNetObject").GetInt64();
        if (name == Navigate)
            connection!.Send("OnLocationChanged", new Uri(site, given[0].GetString()!).ToString(), null, false);
        long held = result == ObjectReference ? Interlocked.Increment(ref lastObject) : 0;
        Task answered = AnswerAsync(handle, new ScriptCall(name, target, given), held);
        lock (gate)
            answering = answering.IsCompleted ? answered : Task.WhenAll(answering, answered);
    }

    private async Task AnswerAsync(long handle, ScriptCall call, long held)
    {
        string text;
        bool isDone = true;
        try
        {
            text = await script.AnswerAsync(call, held);
            if (held != 0)
                text = $"{{\"__jsObjectId\":{held}}}";
        }
        catch (IOException problem)
        {
            (isDone, text) = (false, JsonSerializer.Serialize(problem.Message));
        }
        if (handle != 0)
            connection!.Send("EndInvokeJSFromDotNet", handle, isDone, $"[{handle},{(isDone ? "true" : "false")},{text}]");
        Tell(Stopwatch.GetTimestamp());
    }

    private void Tell(long arrived)
    {
        TaskCompletionSource? waiting;
        lock (gate)
            (waiting, changed, lastArrival) = (changed, null, arrived);
        waiting?.TrySetResult();
    }
}
