/** Hands jobs to `work` one after the other, the most urgent first; of equal ones the older. */
export class Queue {
  #jobs = [];

  add(name, urgency = 0) {
    this.#jobs.push({ name, urgency });
    this.#jobs.sort((a, b) => b.urgency - a.urgency);
  }

  async run(work) {
    for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) await work(job.name);
  }
}
